"""A stand-in for Reddit: a real HTTP server that plays the far end for PRAW, from a world of invented posts."""
