"""What the README quotes, measured: `python3 go.py bench NAME`."""
