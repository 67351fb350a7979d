"""Other systems are told: addresses of theirs are registered, what happened is written down for each of them,
sent with a signature, and sent again until they have it."""
