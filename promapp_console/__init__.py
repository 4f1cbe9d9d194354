"""The console: what people and programs see, and the server that shows it.

Rooms, each knowing those before it alone: `server` (processes, headers, health), `provisioning`
(what the log tells), `lists`, `pages`, `api` and `admin` (Django admin).
"""
