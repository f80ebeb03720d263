"""How answers come in: IMAP, LMTP or a folder of files; each mail is committed before it is acknowledged."""
