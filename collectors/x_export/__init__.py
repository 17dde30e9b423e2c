"""Exports of X posts, one reader for each family of formats. They are registered in collectors/__init__.py."""
