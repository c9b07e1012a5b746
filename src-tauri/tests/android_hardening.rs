//! Guards what was changed in the generated Android project, so that generating it anew cannot lose any of it unseen.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::{fs, path::Path};

fn read(path: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("gen/android").join(path);
    fs::read_to_string(&file).unwrap_or_else(|why| panic!("{}: {why}", file.display()))
}

/// Whitespace is no content: attributes may move between lines.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const MANIFEST: &str = "app/src/main/AndroidManifest.xml";
const GRADLE: &str = "app/build.gradle.kts";

#[test]
fn every_hardening_line_is_still_there() {
    for (file, line, why) in [
        (MANIFEST, r#"android:allowBackup="false""#, "the diary must not go into the system's backup"),
        (MANIFEST, r#"android:dataExtractionRules="@xml/data_extraction_rules""#, "nor from phone to phone"),
        (MANIFEST, r#"android:fullBackupContent="false""#, "nor into backups of Android 11 and older"),
        (MANIFEST, r#"android:hasFragileUserData="true""#, "whoever uninstalls is asked whether the record is to stay"),
        (MANIFEST, r#"android:usesCleartextTraffic="false""#, "nothing leaves the phone unencrypted"),
        (MANIFEST, r#"android:name=".MainActivity" android:configChanges="orientation"#, "turning the phone keeps the page"),
        (MANIFEST, r#"android:exported="false" android:launchMode="singleTask""#, "other apps start only the gate"),
        (MANIFEST, r#"android:windowSoftInputMode="adjustResize""#, "the keyboard covers no field below Android 11"),
        ("app/src/main/res/xml/file_paths.xml", r#"<cache-path name="captures" path="captures/" />"#, "one folder for the camera"),
        (GRADLE, "minSdk = 26", "the oldest Android that is supported"),
        (GRADLE, "targetSdk = 36", "37 blocks servers on the local network without a permission"),
        (
            "gradle.properties",
            "abiList=arm64-v8a,armeabi-v7a archList=arm64,arm targetList=aarch64,armv7",
            "the processors that phones in use have",
        ),
        (
            "app/src/main/java/cn/daylog/app/MainActivity.kt",
            "WindowManager.LayoutParams.FLAG_SECURE, WindowManager.LayoutParams.FLAG_SECURE",
            "no screenshots of names",
        ),
        ("app/src/main/java/cn/daylog/app/MainActivity.kt", "keepContentClearOfBars(this)", "bars and keyboard cover nothing"),
        ("app/src/main/java/cn/daylog/app/MainActivity.kt", "moveTaskToBack(true)", "Back does not close the diary"),
        (
            "app/src/main/java/cn/daylog/app/Insets.kt",
            "Insets.max(bars, insets.getInsets(WindowInsets.Type.ime()))",
            "the larger of bars and keyboard",
        ),
        ("app/src/main/java/cn/daylog/app/StartActivity.kt", "const val OLDEST_WEBVIEW = 72", "an older WebView gets a plain page"),
        ("app/proguard-rules.pro", "native <methods>;", "R8 keeps what Rust exports to"),
    ] {
        assert!(squeezed(&read(file)).contains(line), "{file} lost `{line}`: {why}");
    }
}

#[test]
fn nothing_that_the_template_brings_along_has_come_back() {
    for (file, word, why) in [
        (MANIFEST, "LEANBACK", "this is no television app"),
        (MANIFEST, "leanback", "this is no television app"),
        (MANIFEST, "${usesCleartextTraffic}", "a debug build is as strict as a released one"),
        (GRADLE, "usesCleartextTraffic", "a debug build is as strict as a released one"),
        ("app/src/main/res/xml/file_paths.xml", "external-path", "no photo in a public folder"),
        ("app/src/main/res/xml/file_paths.xml", r#"path=".""#, "not the whole cache"),
    ] {
        assert!(!read(file).contains(word), "{file} has `{word}` again: {why}");
    }
}

#[test]
fn the_app_asks_for_two_permissions() {
    let manifest = read(MANIFEST);
    let asked: Vec<&str> = manifest.split("<uses-permission").skip(1).filter_map(|rest| rest.split('"').nth(1)).collect();
    assert_eq!(asked, ["android.permission.INTERNET", "android.permission.ACCESS_NETWORK_STATE"]);
}

#[test]
fn the_gate_is_the_only_activity_that_other_apps_can_start() {
    let manifest = squeezed(&read(MANIFEST));
    let exported: Vec<&str> = manifest
        .split("<activity ")
        .skip(1)
        .filter(|activity| activity.split('>').next().is_some_and(|tag| tag.contains(r#"android:exported="true""#)))
        .filter_map(|activity| activity.split('"').nth(1))
        .collect();
    assert_eq!(exported, [".StartActivity"]);
}

#[test]
fn no_data_is_copied_to_a_cloud_or_to_another_phone() {
    let rules = read("app/src/main/res/xml/data_extraction_rules.xml");
    for part in ["cloud-backup", "device-transfer"] {
        let (_, from) = rules.split_once(&format!("<{part}")).unwrap();
        let (section, _) = from.split_once(&format!("</{part}>")).unwrap();
        for domain in
            ["root", "file", "database", "sharedpref", "external", "device_root", "device_file", "device_database", "device_sharedpref"]
        {
            assert!(section.contains(&format!(r#"<exclude domain="{domain}" />"#)), "{part} lets {domain} out");
        }
        assert!(!section.contains("<include"), "{part} names something to copy");
    }
}

#[test]
fn gradle_fetches_from_the_two_usual_places_only() {
    for file in ["build.gradle.kts", "buildSrc/build.gradle.kts", GRADLE, "settings.gradle"] {
        let text = read(file);
        assert!(
            !text.contains("http:") && !text.contains("https:") && !text.contains("mavenLocal"),
            "{file} names a repository of its own"
        );
    }
    let wrapper = read("gradle/wrapper/gradle-wrapper.properties");
    assert!(wrapper.contains(r"distributionUrl=https\://services.gradle.org/distributions/gradle-"), "{wrapper}");
}

#[test]
fn every_language_has_every_sentence_of_the_native_pages() {
    let names = |path: &str| -> Vec<String> {
        let mut found: Vec<String> =
            read(path).split("<string name=\"").skip(1).filter_map(|rest| rest.split('"').next().map(String::from)).collect();
        found.sort();
        found
    };
    let expected = names("app/src/main/res/values/strings.xml");
    assert!(expected.contains(&"old_webview_text".to_owned()));
    for language in ["zh", "ko"] {
        assert_eq!(names(&format!("app/src/main/res/values-{language}/strings.xml")), expected, "{language}");
    }
}
