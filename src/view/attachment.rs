//! A file in the conversation: a picture is shown, anything else can be had.

use crate::client::Client;
use crate::view::icon;
use crate::words;
use alongside_protocol::Attachment;
use yew::prelude::*;

/// The room for a picture, in CSS px.
const WIDTH: u64 = 240;
const HEIGHT: u64 = 300;

/// A file, and what kind of bubble it makes. Its room is known before it has come: nothing moves then.
pub(crate) fn attached(client: &Client, file: &Attachment, body: &str) -> (Option<&'static str>, Html) {
    let href = client.file_address(&file.id);
    let is_picture = file.media_type.starts_with("image/");
    let (kind, shown) = match file.size.filter(|_| is_picture) {
        Some(size) => {
            let (width, height) = fitted(size);
            let picture = html! {
                <img
                    src={href.clone()} alt={file.name.clone()} width={width.to_string()}
                    height={height.to_string()} decoding="async"
                />
            };
            ("picture", picture)
        }
        None => {
            let size = words::file_size(file.bytes);
            let chip =
                html! { <>{ icon::page() }<span><b>{ file.name.clone() }</b><i>{ size }</i></span></> };
            ("file", chip)
        }
    };
    // An agent's tool may say more than the file's name.
    let caption = (body != file.name).then(|| html! { <span class="caption">{ body.to_owned() }</span> });
    let link = html! {
        <><a {href} target="_blank" rel="noopener noreferrer">{ shown }</a><span class="slot">{ caption }</span></>
    };
    (Some(kind), link)
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
        for (size, expected) in [
            ((100, 50), (100, 50)),
            ((480, 240), (240, 120)),
            ((3000, 4000), (225, 300)),
            ((4000, 3000), (240, 180)),
            ((1, 100_000), (1, 300)),
            ((0, 0), (1, 1)),
        ] {
            assert_eq!(fitted(size), expected, "{size:?}");
        }
    }
}
