"""The certificate: its number, its document, and which letters it can print."""
