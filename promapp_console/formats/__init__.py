"""How the site writes dates, whatever the browser asks for."""
