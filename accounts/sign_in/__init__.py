"""Signing in, and staying signed in: guesses, second factors, sessions, forgotten passwords.

allauth does the work; `allauth` says where ours differs, `guards` who may see a page.
"""
