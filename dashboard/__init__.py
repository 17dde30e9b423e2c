"""Pages to look at. For now the status of the service, the events, and their frozen digests."""
