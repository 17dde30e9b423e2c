"""Understands posts. Pure functions: no database, no network, no clock; `now` is an argument."""
