//! A zip archive in pieces, as it is written. Owns the bytes around the files, by APPNOTE.TXT 6.3; not the files. Nothing is
//! compressed: pictures and PDF are so already. Each file's length and sum stand in front of it, so that every program can read it.

/// General purpose bit 11: names are UTF-8.
const UTF8: u16 = 1 << 11;
/// What a program must know to read it: version 2.0.
const VERSION: u16 = 20;

/// An archive that is being written. It may have 65,535 files and 4 GB.
pub(super) struct Zip {
    /// Of the format: two-second steps since midnight, and days since 1980.
    time: [u16; 2],
    /// The list of all files, which stands at the end.
    directory: Vec<u8>,
    files: u16,
    /// How many bytes have been written.
    at: u32,
}

impl Zip {
    /// `at` is the time that its files bear, as [`crate::clock::utc`] writes it.
    pub(super) fn new(at: &str) -> Self {
        let number = |from: usize, to: usize| at.get(from..to).and_then(|text| text.parse::<u16>().ok());
        let [year, month, day] = [(0, 4), (5, 7), (8, 10)].map(|(from, to)| number(from, to).unwrap_or(1));
        let [hour, minute, second] =
            [(11, 13), (14, 16), (17, 19)].map(|(from, to)| number(from, to).unwrap_or(0));
        let day = (year.saturating_sub(1980) << 9) | (month << 5) | day;
        Self {
            time: [(hour << 11) | (minute << 5) | (second / 2), day],
            directory: Vec::new(),
            files: 0,
            at: 0,
        }
    }

    /// What stands in front of a file: `bytes` of it follow, whose sum is `sum`.
    pub(super) fn begin(&mut self, name: &str, bytes: u32, sum: u32) -> Vec<u8> {
        let mut told = Vec::new();
        for word in [VERSION, UTF8, 0, self.time[0], self.time[1]] {
            told.extend_from_slice(&word.to_le_bytes());
        }
        for length in [sum, bytes, bytes] {
            told.extend_from_slice(&length.to_le_bytes());
        }
        told.extend_from_slice(&(name.len() as u16).to_le_bytes());
        told.extend_from_slice(&[0; 2]);
        let head = [b"PK\x03\x04", told.as_slice(), name.as_bytes()].concat();
        // The list says the same, with who made it, and where it stands.
        self.directory.extend_from_slice(b"PK\x01\x02");
        self.directory.extend_from_slice(&VERSION.to_le_bytes());
        self.directory.extend_from_slice(&told);
        self.directory.extend_from_slice(&[0; 10]);
        self.directory.extend_from_slice(&self.at.to_le_bytes());
        self.directory.extend_from_slice(name.as_bytes());
        self.files += 1;
        self.at += head.len() as u32 + bytes;
        head
    }

    /// What stands at the end.
    pub(super) fn finish(self) -> Vec<u8> {
        let mut end = self.directory;
        let length = end.len() as u32;
        end.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        for count in [self.files; 2] {
            end.extend_from_slice(&count.to_le_bytes());
        }
        for length in [length, self.at] {
            end.extend_from_slice(&length.to_le_bytes());
        }
        end.extend_from_slice(&[0; 2]);
        end
    }
}

/// The sum that zip has of a file: CRC-32 of ISO 3309.
pub(super) struct Sum(u32);

impl Sum {
    pub(super) fn new() -> Self {
        Self(!0)
    }

    pub(super) fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 >> 8) ^ TABLE[((self.0 ^ u32::from(*byte)) & 0xff) as usize];
        }
    }

    pub(super) fn finish(self) -> u32 {
        !self.0
    }
}

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let (mut sum, mut bit) = (byte as u32, 0);
        while bit < 8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
            bit += 1;
        }
        table[byte] = sum;
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_that_of_the_standard() {
        let mut sum = Sum::new();
        sum.add(b"1234");
        sum.add(b"56789");
        assert_eq!(sum.finish(), 0xcbf4_3926);
    }

    #[test]
    fn an_archive_lists_what_it_holds_and_where() {
        let mut zip = Zip::new("2026-11-22T13:30:10Z");
        let mut archive = zip.begin("ä.txt", 3, 7);
        assert_eq!(archive.len(), 30 + 6);
        archive.extend_from_slice(b"abc");
        let second = archive.len() as u32;
        archive.extend(zip.begin("b", 0, 0));
        let list = archive.len() as u32;
        archive.extend(zip.finish());
        assert_eq!(&archive[..4], b"PK\x03\x04");
        // 13:30:10 and 22 November 2026.
        assert_eq!(
            archive[10..14],
            [(13 << 11 | 30 << 5 | 5u16).to_le_bytes(), (46 << 9 | 11 << 5 | 22u16).to_le_bytes()].concat()[..]
        );
        let end = &archive[archive.len() - 22..];
        assert_eq!(end[8..12], [2, 0, 2, 0]);
        assert_eq!(end[16..20], list.to_le_bytes());
        let entry = &archive[list as usize + 46 + 6..];
        assert_eq!(
            (&entry[..4], &entry[42..46], &entry[46..47]),
            (&b"PK\x01\x02"[..], &second.to_le_bytes()[..], &b"b"[..])
        );
    }
}
