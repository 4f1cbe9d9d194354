"""Access tokens: the row, the door that lets one in, and what people do to them (`acts`)."""
