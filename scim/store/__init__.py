"""Between documents and rows, by walking the table. Nothing else reads or writes resources."""
