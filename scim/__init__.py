"""The SCIM 2.0 service provider at `/api/scim`.

Rooms, each knowing those before it alone: `table` (the attributes, RFC 7643), `language` (filters,
paths, PATCH: pure, RFC 7644), `store` (documents and rows), `log` (what is recorded of a request)
and `endpoint` (HTTP). docs/scim.md says which module each clause of the RFCs lives in.
"""
