"""How fast the endpoint is: this checkout beside a plain django-scim2, and beside its last release.

`make bench` plays what Entra sends to both in turn, and writes RESULTS.md; `make bench QUICK=1`
compares with the last tag. `__main__` reads what is asked for, `course` goes through it: `sites`
starts the servers, `rows` says what is sent, `client` sends it, `measure` reads what it cost, and
`figures` and `report` make the tables.
"""
