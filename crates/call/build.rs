//! Makes this module's words of `locales/en.toml`, and fails where another locale says less, more or otherwise.

fn main() -> std::io::Result<()> {
    alongside_locales::write_words("call")
}
