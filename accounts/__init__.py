"""People and access: rows and acts, and the pages of the person who is signed in.

Rooms, each knowing those before it alone: `work` (mails, audit log, scheduled work, what is done
when the database is away), `people` (users, groups and their rights), `tokens`, `sign_in`,
`lifecycle` (disable, delete, promote, link) and `pages` (My Profile). What lies beside them belongs
to columns and texts, knows no room, and is named by migrations: it stays where it is.
"""
