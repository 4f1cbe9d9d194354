// A part of a page that asks anew every few seconds, while somebody looks at it.
//
// <div data-live="/address/of/the/part/" data-live-seconds="3">…<p data-live-state="waiting">…</p></div>
// What is told aloud ([data-live-status], role=status) changes only when the state does. A part
// that is complete bears data-live-done, and is asked for no more. Once the session has ended, the
// part says so in the words of <template data-live-ended>.

function begin(part) {
  let state = part.querySelector("[data-live-state]")?.dataset.liveState;
  let timer = 0;
  let shown = "";

  function later() {
    clearTimeout(timer);
    const isDone = part.querySelector("[data-live-done]") !== null;
    if (!document.hidden && !isDone) timer = setTimeout(ask, Number(part.dataset.liveSeconds) * 1000);
  }

  async function ask() {
    try {
      const answer = await fetch(part.dataset.live, { headers: { Accept: "text/html" } });
      if (answer.redirected) end();
      if (answer.redirected || answer.status === 403) return;
      if (answer.ok) show(await answer.text());
    } catch {
      // The next try may get through.
    }
    later();
  }

  function show(html) {
    if (html === shown) return; // what is open or selected stays so
    shown = html;
    const template = document.createElement("template");
    template.innerHTML = html;
    const news = template.content.querySelector("[data-live-state]")?.dataset.liveState;
    const hasFocus = part.contains(document.activeElement);
    if (news === state && hasFocus) return;
    part.replaceChildren(template.content);
    const counted = part.querySelector("[data-live-counted]");
    if (counted) document.querySelector("[data-live-count]").textContent = counted.textContent;
    if (news !== state) {
      state = news;
      const status = document.querySelector("[data-live-status]");
      const words = part.querySelector("[data-live-words]");
      if (status && words) status.textContent = words.textContent;
    }
  }

  // The session is over. What the page shows beside this part may be seen nowhere else: it stays.
  function end() {
    const said = document.querySelector("[data-live-ended]").content.cloneNode(true);
    document.querySelector("[data-live-status]").textContent = said.textContent;
    part.replaceChildren(said);
  }

  document.addEventListener("visibilitychange", later);
  later();
}

for (const part of document.querySelectorAll("[data-live]")) begin(part);
