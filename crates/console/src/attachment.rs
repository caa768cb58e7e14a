//! A file in the conversation: a picture is shown, anything else can be had.

use crate::icon::{self, icon};
use crate::words::chat as words;
use alongside_protocol::Attachment;
use yew::prelude::*;

/// The room for a picture, in CSS px.
const WIDTH: u64 = 320;
const HEIGHT: u64 = 320;

/// A file, and what kind of bubble it makes. Its room is known before it has come: nothing moves then.
pub fn attached(file: &Attachment, body: &str, site: &str) -> (Option<&'static str>, Html) {
    let address = format!("/api/v1/files/{}?site={site}", file.id);
    let (kind, shown) = match file.size.filter(|_| file.media_type.starts_with("image/")) {
        Some(size) => {
            let (width, height) = fitted(size);
            let picture = html! {
                <img src={address.clone()} alt={file.name.clone()} width={width.to_string()}
                    height={height.to_string()} decoding="async" />
            };
            ("is-picture", picture)
        }
        None => {
            let chip = html! {
                <>{ icon(icon::SHEET) }<span><b>{ &file.name }</b><small>{ words::file_size(file.bytes) }</small></span></>
            };
            ("is-file", chip)
        }
    };
    // Another program may say more than the file's name.
    let caption = (body != file.name).then(|| html! { <span class="caption">{ body.to_owned() }</span> });
    let said = html! {
        <><a href={address} target="_blank" rel="noopener noreferrer">{ shown }</a><span class="slot">{ caption }</span></>
    };
    (Some(kind), said)
}

/// As large as there is room for, and no larger than it is.
fn fitted((width, height): (u32, u32)) -> (u64, u64) {
    let (width, height) = (u64::from(width.max(1)), u64::from(height.max(1)));
    if width <= WIDTH && height <= HEIGHT {
        return (width, height);
    }
    if width * HEIGHT > height * WIDTH {
        (WIDTH, (height * WIDTH / width).max(1))
    } else {
        ((width * HEIGHT / height).max(1), HEIGHT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_proportions_and_never_grows() {
        for (size, expected) in
            [((100, 50), (100, 50)), ((640, 320), (320, 160)), ((3000, 4000), (240, 320)), ((0, 0), (1, 1))]
        {
            assert_eq!(fitted(size), expected, "{size:?}");
        }
    }
}
