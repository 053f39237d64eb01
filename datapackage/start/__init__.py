"""What a curator starts from: a folder to work in, a registered source, the draft of a record."""
