"""The drawing table: checking, showing, measuring and comparing panels that people design as files."""
