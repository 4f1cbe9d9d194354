"""What the log tells: status, counters, diagnoses, history, alarms. Reads; pages are made of it."""
