"""Faults injected into a real site under load, and an account of every request it acknowledged.

`python -m tests.faults` runs all scenarios on SQLite and on a PostgreSQL of its own; names choose
some. Everything happens on the loopback interface, in a directory that is removed afterwards, and
ends by itself.
"""
