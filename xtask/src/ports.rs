//! The ports of the demo: whether they are free, and what to say when one is not. Opens nothing for longer than a look.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Result, bail};

/// Whose port it is, which number, and the flag of `alongside demo` that chooses another.
pub(crate) struct Port {
    pub(crate) owner: &'static str,
    pub(crate) number: u16,
    pub(crate) flag: &'static str,
}

/// What the demo listens on unless told otherwise.
pub(crate) const DEMO: [Port; 2] = [
    Port { owner: "the relay", number: 4600, flag: "--port" },
    Port { owner: "the demo shop", number: 4601, flag: "--shop-port" },
];

/// Fails on the first of the demo's ports that is taken. `flags` are those given for `alongside demo`.
pub(crate) fn free_for_demo(flags: &[String]) -> Result<()> {
    for port in DEMO {
        let number = chosen(flags, port.flag).unwrap_or(port.number);
        if !free(number) {
            bail!(taken(port.owner, number, port.flag));
        }
    }
    Ok(())
}

/// Whether a server could listen there on the loopback address.
pub(crate) fn free(number: u16) -> bool {
    !TcpListener::bind((Ipv4Addr::LOCALHOST, number)).is_err_and(|error| error.kind() == ErrorKind::AddrInUse)
}

/// The value of `--flag VALUE` or `--flag=VALUE`, when it is a port number.
fn chosen(flags: &[String], flag: &str) -> Option<u16> {
    let mut values = flags.iter().skip_while(|word| *word != flag).skip(1);
    let joined = flags.iter().find_map(|word| word.strip_prefix(flag)?.strip_prefix('='));
    joined.or_else(|| values.next().map(String::as_str))?.parse().ok()
}

fn taken(owner: &str, number: u16, flag: &str) -> String {
    format!(
        "port {number}, where {owner} would listen, is taken by another program. Stop that program, or choose \
         another port: cargo xtask demo {flag} {}",
        number.saturating_add(100)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_taken_port_is_found_and_a_released_one_is_free() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let number = listener.local_addr().unwrap().port();
        assert!(!free(number));
        let error = free_for_demo(&words(&format!("--port {number}"))).unwrap_err();
        assert!(
            error.to_string().starts_with(&format!("port {number}, where the relay would listen, is taken"))
        );
        drop(listener);
        assert!(free(number));
    }

    #[test]
    fn the_message_says_what_to_do() {
        let message = taken("the relay", 4600, "--port");
        assert!(message.contains("Stop that program, or choose another port: cargo xtask demo --port 4700"));
    }

    #[test]
    fn a_port_can_be_chosen_in_both_spellings() {
        assert_eq!(chosen(&words("--seed 3 --port 4700"), "--port"), Some(4700));
        assert_eq!(chosen(&words("--port=4700"), "--port"), Some(4700));
        assert_eq!(chosen(&words("--shop-port 4701"), "--port"), None);
        assert_eq!(chosen(&words("--port"), "--port"), None);
        assert_eq!(chosen(&words("--port banana"), "--port"), None);
    }
}
