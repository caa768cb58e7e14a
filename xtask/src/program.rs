//! Running other programs: found or not, succeeded or not, and what they said. No knowledge of any one program.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// Runs the command with its output going to the terminal. Fails when it can't be started or doesn't succeed.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let name = shown(command);
    let status = command.status().with_context(|| format!("`{name}` could not be started"))?;
    if !status.success() {
        bail!("`{name}` failed ({status}); what it said is above");
    }
    Ok(())
}

/// Runs the command and returns what it wrote to standard output, or `None` when it is missing or failed.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A program's success and everything it wrote.
pub(crate) struct Transcript {
    /// Whether it exited with 0.
    pub(crate) success: bool,
    /// Standard output and standard error, line by line as they came.
    pub(crate) text: String,
}

/// Runs the command, shows its output as it comes, and keeps a copy.
pub(crate) fn transcript(command: &mut Command) -> Result<Transcript> {
    let name = shown(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{name}` could not be started"))?;
    let errors =
        child.stderr.take().map(|stream| std::thread::spawn(move || copy(stream, std::io::stderr())));
    let mut text = child.stdout.take().map(|stream| copy(stream, std::io::stdout())).unwrap_or_default();
    if let Some(errors) = errors {
        text.push_str(&errors.join().unwrap_or_default());
    }
    let status = child.wait().with_context(|| format!("`{name}` could not be waited for"))?;
    Ok(Transcript { success: status.success(), text })
}

/// Passes lines on as they come and returns them all.
fn copy(stream: impl Read, mut to: impl Write) -> String {
    let mut text = String::new();
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        // A closed terminal is no reason to stop the program.
        let _ = to.write_all(&line);
        text.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    text
}

/// The first of these programs that is on PATH.
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let exists = |name: &str| {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        folders.iter().map(|folder| folder.join(&file)).find(|path| path.is_file())
    };
    names.iter().find_map(|name| exists(name))
}

/// The cargo that runs this task.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::paths::root());
    command
}

/// A program of an npm package, such as `npm` itself: on Windows these are scripts that need their suffix.
pub(crate) fn npm(name: &str) -> Command {
    let mut command = Command::new(if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() });
    command.current_dir(crate::paths::tests());
    command
}

/// The command as one would type it.
fn shown(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let name = program.file_stem().unwrap_or(command.get_program());
    let words = std::iter::once(name).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named_in_the_error() {
        let error = run(&mut Command::new("no-such-program-here")).unwrap_err();
        assert_eq!(error.to_string(), "`no-such-program-here` could not be started");
    }

    #[test]
    fn a_missing_program_answers_nothing() {
        assert_eq!(answer(&mut Command::new("no-such-program-here")), None);
        assert_eq!(find(&["no-such-program-here"]), None);
    }

    #[test]
    fn a_transcript_keeps_every_line_of_both_streams() {
        let mut command = cargo();
        let heard = transcript(command.arg("--version")).unwrap();
        assert!(heard.success);
        assert!(heard.text.starts_with("cargo "));
        let refused = transcript(cargo().arg("--no-such-flag")).unwrap();
        assert!(!refused.success);
        assert!(refused.text.contains("--no-such-flag"));
    }
}
