"""Words with which programs may read the API. Only hashes of them are stored."""
