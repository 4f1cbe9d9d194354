"""What a mail server's refusal means, in plain words, and what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# By the name of the error's class, with which the text that is kept begins.
_WORDS = {
    "ConnectionRefusedError": gettext_lazy(
        "Nothing listens at the mail server's address. Is the server "
        "running, and are host and port in EMAIL_URL right?"
    ),
    "gaierror": gettext_lazy(
        "The name of the mail server is not known. Is the host in EMAIL_URL right?"
    ),
    "TimeoutError": gettext_lazy(
        "The mail server did not answer in time. Does a firewall stand between?"
    ),
    "OSError": gettext_lazy("The mail server cannot be reached. Is the host in EMAIL_URL right?"),
    "SMTPAuthenticationError": gettext_lazy(
        "The mail server did not accept the user name and password in EMAIL_URL."
    ),
    "SMTPRecipientsRefused": gettext_lazy("The mail server takes no mail for this address."),
    "SMTPSenderRefused": gettext_lazy(
        "The mail server takes no mail from the sender in DEFAULT_FROM_EMAIL."
    ),
    "SMTPDataError": gettext_lazy("The mail server refused the mail."),
    "SMTPServerDisconnected": gettext_lazy(
        "The mail server hung up. Are the port and the kind of encryption in EMAIL_URL right?"
    ),
    "SMTPNotSupportedError": gettext_lazy(
        "The mail server does not offer what EMAIL_URL asks for: encryption or signing in."
    ),
    "SMTPConnectError": gettext_lazy("The mail server refused the connection."),
    "SMTPHeloError": gettext_lazy("The mail server refused the name of this machine."),
    "SSLError": gettext_lazy(
        "No encrypted connection to the mail server came about. Are the port and the "
        "kind of encryption in EMAIL_URL right?"
    ),
    "SSLCertVerificationError": gettext_lazy(
        "The certificate of the mail server is not one that this machine "
        "trusts, or is for another name."
    ),
}


def text_of(error: Exception) -> str:
    """The text that is kept of an error: its class and what it says, on one line."""
    return f"{type(error).__name__}: {error}".replace("\0", "")[:500]


def explain(text: str) -> str:
    """Say what a kept text means; what the server itself said comes behind it."""
    kind, said = [*text.split(":", 1), ""][:2]
    if "timed out" in said:  # smtplib takes a server that says nothing for one that hung up
        kind = "TimeoutError"
    words = str(_WORDS.get(kind) or _("The mail was not sent."))
    return f"{words} ({said.strip()})" if said.strip() else words
