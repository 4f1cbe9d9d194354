"""How the site is served: gunicorn's worker, health, request ids, headers, the server's log."""
