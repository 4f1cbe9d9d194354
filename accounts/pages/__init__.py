"""My Profile and access tokens in the browser. Begin with `urls`."""
