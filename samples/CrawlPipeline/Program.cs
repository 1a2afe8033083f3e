#region readme
Console.WriteLine("freshet");
#endregion
