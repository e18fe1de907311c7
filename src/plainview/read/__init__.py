"""Readers, one a file type: bytes to rows or lines as printed, each with its locator. They run in the sandbox."""
