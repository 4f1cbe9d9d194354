"""The pages of the console that are about people and access: one module for each topic."""
