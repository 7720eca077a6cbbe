"""The provincial server, which is the commune hub too: one ASGI program over one store."""
