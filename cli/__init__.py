"""The commands: doors to the same steps that the service runs. One file for each group."""
