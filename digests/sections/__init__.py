"""The sections of a digest, one file each. They are registered in digests/__init__.py."""
