"""Lines that hardly work, for tests: a cutting proxy, network namespaces, a small TLS server."""
