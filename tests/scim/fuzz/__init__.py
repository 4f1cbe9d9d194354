"""Requests that no client should send, made from ones that clients do send.

Bodies, paths, filters, cursors, headers and bulk requests are drawn from the attribute table and
the grammars of RFC 7644, then broken at a place or two, so that most get past the first check.
`python -m tests.scim.fuzz` runs as many as it is told; the suite runs a few thousand.
"""
