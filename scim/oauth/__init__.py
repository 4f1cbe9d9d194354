"""The authorization server: OAuth 2.0 client credentials, RFC 6749 section 4.4.

From the `entrance` to a view in `views`, and from there through Authlib, as `server` sets it up.
"""
