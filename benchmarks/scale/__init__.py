"""How groundswell fares with very many posts: a database is filled with invented ones, then everything is timed."""
