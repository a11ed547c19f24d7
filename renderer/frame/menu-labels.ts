import type { MenuLabels } from '../../src/contract/index.ts';
import { m } from '../paraglide/messages.js';

/** Words of the application's menu in the window's language; read again when it changes. */
export function menuLabels(): MenuLabels {
  return {
    file: m.frame_menu_file(),
    'open-files': m.frame_open_files(),
    quit: m.frame_menu_quit(),
    edit: m.frame_menu_edit(),
    undo: m.frame_menu_undo(),
    redo: m.frame_menu_redo(),
    cut: m.frame_menu_cut(),
    copy: m.frame_menu_copy(),
    paste: m.frame_menu_paste(),
    'select-all': m.frame_menu_select_all(),
    go: m.frame_menu_go(),
    data: m.frame_view_data(),
    train: m.frame_view_train(),
    runs: m.frame_view_runs(),
    compare: m.frame_view_compare(),
    settings: m.frame_view_settings(),
    palette: m.frame_palette(),
    view: m.frame_menu_view(),
    'toggle-theme': m.frame_toggle_theme(),
    'reset-zoom': m.frame_menu_reset_zoom(),
    'zoom-in': m.frame_menu_zoom_in(),
    'zoom-out': m.frame_menu_zoom_out(),
    'full-screen': m.frame_menu_full_screen(),
    help: m.frame_menu_help(),
    shortcuts: m.frame_shortcuts(),
  };
}
