//! Files made by hand, one rule at a time; and files of which nothing is right.

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;

type Size = Option<(u32, u32)>;
type Told = Result<Size, Broken>;

/// What a sieve keeps of a file that comes in pieces of these lengths, and the size it tells.
fn sieved(media_type: MediaType, file: &[u8], pieces: &[usize]) -> (Vec<u8>, Told) {
    let mut sieve = Sieve::new(media_type);
    let mut out = Vec::new();
    let mut rest = file;
    for length in pieces.iter().copied().chain([usize::MAX]) {
        let (piece, behind) = rest.split_at(length.min(rest.len()));
        if let Err(broken) = sieve.push(piece, &mut out) {
            return (out, Err(broken));
        }
        rest = behind;
    }
    (out, sieve.finish())
}

fn segment(marker: u8, block: &[u8]) -> Vec<u8> {
    [&[0xff, marker][..], &u16::try_from(block.len() + 2).unwrap().to_be_bytes(), block].concat()
}

/// An Exif block: turned like this, and taken in a secret place.
fn exif_block(orientation: u8) -> Vec<u8> {
    let mut block =
        b"Exif\0\0MM\0*\0\0\0\x08\0\x02\x88\x25\0\x04\0\0\0\x01\0\0\0\x40\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    block.push(orientation);
    block.extend_from_slice(b"\0\0\0\0\0\0 GPS 53.55N 9.99E SECRET");
    block
}

fn jpeg(before: &[Vec<u8>], behind: &[u8]) -> Vec<u8> {
    let scan =
        [segment(0xda, b"\x01\x01\0\0\x3f\0"), b"\x12\xff\0\x34\xff\xd0\x56\xff\xd9".to_vec()].concat();
    let frame = segment(0xc2, b"\x08\0\x02\0\x03\x01\x01\x11\0");
    [&[0xff, 0xd8][..], &before.concat(), &segment(0xdb, &[1; 65]), &frame, &scan, behind].concat()
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], kind, data, b"CRC."].concat()
}

fn png(width: u32, height: u32, between: &[Vec<u8>]) -> Vec<u8> {
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), b"\x08\x06\0\0\0"].concat();
    [
        &b"\x89PNG\r\n\x1a\n"[..],
        &chunk(b"IHDR", &head),
        &between.concat(),
        &chunk(b"IDAT", b"pixels"),
        &chunk(b"IEND", b""),
    ]
    .concat()
}

fn riff(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (kind, data) in chunks {
        body.extend_from_slice(
            &[&kind[..], &u32::try_from(data.len()).unwrap().to_le_bytes(), data].concat(),
        );
        body.resize(body.len() + data.len() % 2, 0);
    }
    [&b"RIFF"[..], &u32::try_from(body.len()).unwrap().to_le_bytes(), &body].concat()
}

fn vp8x(flags: u8) -> Vec<u8> {
    // 300 × 200, each less one.
    vec![flags, 0, 0, 0, 0x2b, 1, 0, 0xc7, 0, 0]
}

fn boxed(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    [&u32::try_from(data.len() + 8).unwrap().to_be_bytes()[..], kind, data].concat()
}

fn avif(properties: &[Vec<u8>]) -> Vec<u8> {
    let meta = boxed(b"iprp", &boxed(b"ipco", &properties.concat()));
    let file = [
        boxed(b"ftyp", b"avif\0\0\0\0avifmif1"),
        boxed(b"meta", &[&[0; 4][..], &boxed(b"hdlr", &[0; 20]), &meta].concat()),
        boxed(b"mdat", b"pixels"),
    ];
    file.concat()
}

fn ispe(width: u32, height: u32) -> Vec<u8> {
    boxed(b"ispe", &[&[0; 4][..], &width.to_be_bytes(), &height.to_be_bytes()].concat())
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// One of each, with everything in it that is not to be kept.
fn telling_files() -> Vec<(MediaType, Vec<u8>, Size)> {
    let segments = [
        segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        segment(0xe0, b"JFXX\0 thumbnail SECRET"),
        segment(0xe1, &exif_block(6)),
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0 SECRET"),
        segment(0xe2, b"ICC_PROFILE\0\x01\x01colours"),
        segment(0xe2, b"MPF\0 SECRET"),
        segment(0xed, b"Photoshop 3.0\0 SECRET"),
        segment(0xee, b"Adobe\0\x64\0\0\0\0\x01"),
        segment(0xfe, b"a comment SECRET"),
    ];
    let chunks =
        [chunk(b"eXIf", b" SECRET"), chunk(b"tEXt", b"Author\0 SECRET"), chunk(b"iTXt", b"XMP SECRET")];
    let mut image = b"\x10\0\0\x9d\x01\x2a".to_vec();
    image.extend_from_slice(b"\x2c\x01\xc8\0 pixels");
    let parts = [
        (b"VP8X", vp8x(0x0c)),
        (b"VP8 ", image),
        (b"EXIF", b"GPS SECRET".to_vec()),
        (b"XMP ", b"a SECRET".to_vec()),
    ];
    vec![
        // Two high and three wide, on its side.
        (MediaType::Jpeg, jpeg(&segments, b"a video SECRET"), Some((2, 3))),
        (MediaType::Png, [png(640, 480, &chunks), b"SECRET".to_vec()].concat(), Some((640, 480))),
        (MediaType::Webp, [riff(&parts), b"SECRET".to_vec()].concat(), Some((300, 200))),
    ]
}

#[test]
fn what_a_picture_tells_of_its_maker_is_left_out() {
    for (media_type, file, size) in telling_files() {
        let (kept, told) = sieved(media_type, &file, &[]);
        assert_eq!(told, Ok(size), "{media_type:?}");
        assert!(contains(&file, b"SECRET") && !contains(&kept, b"SECRET"), "{media_type:?}");
        assert_eq!(MediaType::of(&kept), Some(media_type));
    }
}

#[test]
fn a_photograph_stays_turned_as_it_was_and_keeps_its_colours() {
    let (media_type, file, _) = telling_files().remove(0);
    let (kept, _) = sieved(media_type, &file, &[]);
    assert!(contains(&kept, &crate::exif::segment(6)));
    assert!(contains(&kept, b"ICC_PROFILE") && contains(&kept, b"Adobe") && contains(&kept, b"JFIF"));
    assert!(contains(&kept, b"\x12\xff\0\x34\xff\xd0\x56\xff\xd9"), "the pixels are as they were");
}

#[test]
fn what_tells_nothing_passes_as_it_is() {
    let still = riff(&[(b"VP8L", b"\x2f\x2b\x01\x32\0 pixels".to_vec())]);
    for (media_type, file, size) in [
        (MediaType::Jpeg, jpeg(&[segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")], b""), Some((3, 2))),
        (MediaType::Png, png(1, 1, &[chunk(b"pHYs", &[0; 9])]), Some((1, 1))),
        (MediaType::Webp, still, Some((300, 201))),
        (MediaType::Gif, b"GIF89a\x05\0\x07\0\0\0\0;<script>".to_vec(), Some((5, 7))),
        (MediaType::Avif, avif(&[ispe(64, 64), ispe(640, 480)]), Some((640, 480))),
        (MediaType::Avif, avif(&[ispe(640, 480), boxed(b"irot", &[3])]), Some((480, 640))),
        (MediaType::Pdf, b"%PDF-1.7 anything".to_vec(), None),
    ] {
        assert_eq!(sieved(media_type, &file, &[]), (file.clone(), Ok(size)), "{media_type:?}");
    }
}

#[test]
fn what_no_browser_could_show_is_refused() {
    for (media_type, file, why) in [
        (MediaType::Png, png(0, 5, &[]), Broken::NoSize),
        (MediaType::Png, png(50_000, 50_000, &[]), Broken::TooManyPixels { width: 50_000, height: 50_000 }),
        (MediaType::Png, b"\x89PNG\r\n\x1a\n".to_vec(), Broken::NoSize),
        (MediaType::Png, [&b"\x89PNG\r\n\x1a\n"[..], &chunk(b"IDAT", b"<html>..")].concat(), Broken::Shape),
        (MediaType::Jpeg, b"\xff\xd8\xff\xe0\0\x01".to_vec(), Broken::Shape),
        (MediaType::Jpeg, b"\xff\xd8\xff\xd9".to_vec(), Broken::NoSize),
        (MediaType::Jpeg, b"\xff\xd8\xff<script>".to_vec(), Broken::NoSize),
        (MediaType::Jpeg, b"\xff\xd8\xff\xe0\0\x02<script>".to_vec(), Broken::Shape),
        (MediaType::Gif, b"GIF89a".to_vec(), Broken::NoSize),
        (MediaType::Webp, riff(&[(b"VP8 ", b"no picture".to_vec())]), Broken::Shape),
        (MediaType::Avif, boxed(b"ftyp", b"avif\0\0\0\0"), Broken::NoSize),
    ] {
        assert_eq!(sieved(media_type, &file, &[]).1, Err(why), "{media_type:?} {file:?}");
    }
}

#[test]
fn a_length_that_lies_costs_no_memory() {
    let file = [&b"\x89PNG\r\n\x1a\n"[..], &chunk(b"IHDR", &[1; 13]), b"\x7f\xff\xff\xffIDATshort"].concat();
    let (kept, _) = sieved(MediaType::Png, &file, &[]);
    assert_eq!(kept, file);
    let file = b"RIFF\xff\xff\xff\xffWEBPVP8X\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\0".to_vec();
    assert_eq!(sieved(MediaType::Webp, &file, &[]), (file, Ok(Some((1, 1)))));
}

/// Files that are nearly right: a good one with a few bytes changed, cut or repeated; and bytes of any kind.
fn files() -> impl Strategy<Value = (MediaType, Vec<u8>)> {
    let mut good: Vec<(MediaType, Vec<u8>)> =
        telling_files().into_iter().map(|(media_type, file, _)| (media_type, file)).collect();
    good.push((MediaType::Gif, b"GIF89a\x05\0\x07\0\0\0\0;".to_vec()));
    good.push((MediaType::Avif, avif(&[ispe(1, 2), boxed(b"irot", &[1])])));
    let changed =
        (0..good.len(), vec((any::<prop::sample::Index>(), any::<u8>()), 0..6), any::<prop::sample::Index>());
    let changed = changed.prop_map(move |(which, changes, end)| {
        let (media_type, mut file) = good[which].clone();
        for (place, byte) in changes {
            *place.get_mut(&mut file) = byte;
        }
        file.truncate(end.index(2 * file.len()));
        (media_type, file)
    });
    let any = (0..MediaType::ALL.len(), vec(any::<u8>(), 0..400));
    prop_oneof![changed, any.prop_map(|(which, file)| (MediaType::ALL[which], file))]
}

proptest! {
    #[test]
    fn however_a_file_is_cut_the_same_is_kept((media_type, file) in files(), pieces in vec(0_usize..40, 0..60)) {
        let (whole, told) = sieved(media_type, &file, &[]);
        prop_assert!(whole.len() <= file.len() + 36, "{} of {}", whole.len(), file.len());
        let (in_pieces, told_in_pieces) = sieved(media_type, &file, &pieces);
        prop_assert_eq!(told, told_in_pieces);
        if told.is_ok() {
            prop_assert_eq!(&whole, &in_pieces);
            // What was kept is kept again, and says the same.
            let (again, told_again) = sieved(media_type, &whole, &[]);
            prop_assert_eq!(again, whole);
            prop_assert_eq!(told_again, told);
        }
    }
}
