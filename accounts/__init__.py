"""People and access: rows and acts, and the pages of the person who is signed in.

Rooms, each knowing those before it alone: `work` (mails, audit log, scheduled work, what is done
when the database is away), `people` (users, groups and their rights), `tokens`, `sign_in`,
`lifecycle` (disable, delete, promote, link) and `pages` (My Profile). What lies beside them are
texts and columns that all rooms use. It knows none, and most of it is named by migrations, so it
stays.
"""
