fn main() {
    // Naming the command gives it a permission of its own, which each window's capability grants or not.
    let attributes = tauri_build::Attributes::new().app_manifest(tauri_build::AppManifest::new().commands(&["call"]));
    tauri_build::try_build(attributes).expect("the configuration and the capabilities are valid");
}
