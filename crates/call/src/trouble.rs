//! What keeps a browser from a call, and what to do about it, in a sentence. Pure.

use std::fmt;

/// Why a device could not be opened, or no connection made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The person, or the browser's settings, said no.
    Refused,
    /// There is no such device.
    NoDevice,
    /// Another program has it.
    InUse,
    /// The page came by plain http.
    Insecure,
    /// The page's own policy forbids it.
    Policy,
    /// She closed the choice of screens.
    Cancelled,
    /// The browser has no calls.
    Unsupported,
    /// Something else.
    Other,
}

impl Trouble {
    /// Reads the name of the error with which a browser refuses a device. `is_secure` is the page's `isSecureContext`; `has_devices`
    /// whether there is a `mediaDevices`; `is_allowed` whether the page's Permissions-Policy allows the device.
    pub fn of(error: &str, is_secure: bool, has_devices: bool, is_allowed: bool) -> Self {
        match error {
            _ if !is_secure => Self::Insecure,
            _ if !has_devices => Self::Unsupported,
            "NotAllowedError" | "SecurityError" if !is_allowed => Self::Policy,
            "NotAllowedError" | "SecurityError" | "PermissionDeniedError" => Self::Refused,
            "NotFoundError" | "OverconstrainedError" | "DevicesNotFoundError" => Self::NoDevice,
            "NotReadableError" | "AbortError" | "TrackStartError" => Self::InUse,
            "NotSupportedError" => Self::Unsupported,
            _ => Self::Other,
        }
    }
}

/// What to do, in English.
impl fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Refused => {
                "The browser does not let this page use the camera or microphone. Allow it by the icon beside the address, then try again."
            }
            Self::NoDevice => "No camera or microphone was found. Plug one in, then try again.",
            Self::InUse => {
                "Another program is using the camera or microphone. Close it there, then try again."
            }
            Self::Insecure => "Camera and microphone work on secure pages only: open this page by https.",
            Self::Policy => {
                "This site’s settings (Permissions-Policy) forbid camera and microphone on this page. Its owner can allow them."
            }
            Self::Cancelled => "No screen was chosen. Try again, and choose one.",
            Self::Unsupported => "This browser cannot make calls. Try a recent Chrome, Edge, Firefox or Safari.",
            Self::Other => "The camera or microphone could not be started. Plug it in anew, then try again.",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_is_told_apart() {
        let here = |error| Trouble::of(error, true, true, true);
        assert_eq!(here("NotAllowedError"), Trouble::Refused);
        assert_eq!(here("NotFoundError"), Trouble::NoDevice);
        assert_eq!(here("NotReadableError"), Trouble::InUse);
        assert_eq!(here("TypeError"), Trouble::Other);
        assert_eq!(Trouble::of("TypeError", false, false, true), Trouble::Insecure);
        assert_eq!(Trouble::of("TypeError", true, false, true), Trouble::Unsupported);
        assert_eq!(Trouble::of("NotAllowedError", true, true, false), Trouble::Policy);
    }

    #[test]
    fn each_sentence_says_what_to_do() {
        use Trouble::{Cancelled, InUse, Insecure, NoDevice, Other, Policy, Refused, Unsupported};
        for trouble in [Refused, NoDevice, InUse, Insecure, Policy, Cancelled, Unsupported, Other] {
            let sentence = trouble.to_string();
            let advice = ["then try again", "choose one", "open this page", "can allow", "Try a recent"];
            assert!(advice.iter().any(|advice| sentence.contains(advice)), "{sentence}");
        }
    }
}
