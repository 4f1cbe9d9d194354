"""What acts stand on: the audit log, mails, scheduled work, and a database that is away.

Begin with `audit.record` and `outbox.post`: both go into the transaction of the act they tell of.
"""
