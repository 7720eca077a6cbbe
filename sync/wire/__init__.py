"""What travels: frames, messages, packs of entries, the keys that seal them."""
