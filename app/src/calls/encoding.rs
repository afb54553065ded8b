//! How calls travel: what is asked stands in the address or in a form's fields, the answer is JSON.

use leptos::server_fn::codec::{GetUrl, Post, PostUrl};
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, Http};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A call that only reads.
pub type Read = Http<GetUrl, Post<JsonText>>;

/// A call that changes something; a form can make it without WebAssembly.
pub type Change = Http<PostUrl, Post<JsonText>>;

/// JSON, read as text.
///
/// Leptos' own encoding reads bytes, while resources that the server has put into a page are read as text: serde's
/// code for each type that travels would be in the browser's module twice.
pub struct JsonText;

/// An answer that isn't what was agreed.
#[derive(Debug, thiserror::Error)]
pub enum NotJson {
    /// It isn't UTF-8.
    #[error(transparent)]
    Text(#[from] std::string::FromUtf8Error),
    /// It isn't the JSON of the type.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_string(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = NotJson;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        let text = String::from_utf8(bytes.into())?;
        Ok(serde_json::from_str(&text)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded_and_what_is_not_json_is_told() {
        let bytes = JsonText::encode(&vec!["a", "ü"]).unwrap();
        assert_eq!(<JsonText as Decodes<Vec<String>>>::decode(bytes).unwrap(), ["a", "ü"]);
        let decode = |bytes: &'static [u8]| <JsonText as Decodes<u32>>::decode(Bytes::from_static(bytes));
        assert!(matches!(decode(b"<html>"), Err(NotJson::Json(_))));
        assert!(matches!(decode(b"\xff"), Err(NotJson::Text(_))));
    }
}
