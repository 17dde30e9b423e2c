"""Says what runs when, and in which order: the only room where the others meet."""
