"""Remembers: every noun as a table, one module of queries for each noun."""
