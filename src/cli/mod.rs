//! One file per subcommand; the only room that prints, draws progress and exits.
