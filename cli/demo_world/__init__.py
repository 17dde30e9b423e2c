"""The synthetic world of the demo: invented posts by nobody, generated from a seed, in the formats of real exports."""
