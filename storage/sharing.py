"""Links by which one digest or one event's page can be read without an account. Only hashes of links are stored."""
